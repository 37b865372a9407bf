import type { Ad } from "@hipstershop/contract";

/** Number of ads when none matches the context keys. */
const RANDOM_ADS = 2;

const filmCamera: Ad = {
  redirectUrl: "/product/2ZYFJ3GM2N",
  text: "Shoot less, see more: our film camera at half the price.",
};
const cameraLens: Ad = { redirectUrl: "/product/66VCHSJNUP", text: "Old glass, soft light. This lens is 20 % off." };
const recordPlayer: Ad = {
  redirectUrl: "/product/0PUK6V6EV0",
  text: "Drop the needle: record player, 30 % off this week.",
};
const cityBike: Ad = { redirectUrl: "/product/9SIQT8TOJO", text: "The short way to work: city bike, 10 % off." };
const baristaKit: Ad = {
  redirectUrl: "/product/1YMWWN1N4O",
  text: "Coffee for two: buy a barista kit, the second is on us.",
};
const airPlant: Ad = {
  redirectUrl: "/product/6E92ZMYYFZ",
  text: "Needs no soil and no fuss: three air plants for two.",
};
const terrarium: Ad = {
  redirectUrl: "/product/L9ECAV7KIM",
  text: "A garden under glass: the second terrarium is free.",
};

/** Ads by product category, and by the three further keys of the original. */
const adsByKey: ReadonlyMap<string, readonly Ad[]> = new Map([
  ["photography", [filmCamera, cameraLens]],
  ["vintage", [filmCamera, cameraLens, recordPlayer]],
  ["cycling", [cityBike]],
  ["cookware", [baristaKit]],
  ["gardening", [airPlant, terrarium]],
  ["camera", [filmCamera]],
  ["bike", [cityBike]],
  ["kitchen", [baristaKit]],
]);

export const allAds: readonly Ad[] = [...new Set([...adsByKey.values()].flat())];

/** The ads of all known keys, in the order of the keys. An ad can be in it several times. */
export function adsFor(contextKeys: readonly string[]): readonly Ad[] {
  return contextKeys.flatMap((key) => adsByKey.get(key) ?? []);
}

/** Two different ads. @param random returns a number from 0 to below 1. */
export function randomAds(random: () => number): readonly Ad[] {
  const left = [...allAds];
  return Array.from({ length: RANDOM_ADS }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}
