import { expect, test } from "vitest";
import { isToldApart, judgeNumber } from "./number-answers.ts";

const tolerance = { share: 0.2, atLeast: 30 };

test("a number is right within the tolerance of one of the right ones", () => {
  const answers = { rights: [400, 250], wrongs: [1000], tolerance } as const;
  expect([400, 470, 330, 250].map((given) => judgeNumber(given, answers))).toEqual(Array(4).fill("right"));
  expect([490, 310, 0, 1000, Number.NaN].map((given) => judgeNumber(given, answers))).toEqual(Array(5).fill("wrong"));
});

test("a plausible wrong number within the tolerance is wrong, and so is what is nearer to it", () => {
  const answers = { rights: [1000], wrongs: [1100, 0], tolerance } as const;
  expect(judgeNumber(1100, answers)).toBe("wrong");
  expect(judgeNumber(1050, answers)).toBe("wrong");
  expect(judgeNumber(1049, answers)).toBe("right");
  expect(judgeNumber(1000, answers)).toBe("right");
  expect(judgeNumber(850, answers)).toBe("right");
});

test("a wrong number that is a further right one by chance is wrong", () => {
  expect(judgeNumber(800, { rights: [1000, 800], wrongs: [800], tolerance })).toBe("wrong");
  expect(judgeNumber(1000, { rights: [1000, 800], wrongs: [800], tolerance })).toBe("right");
});

test("nothing can be said when right and wrong coincide, whatever was given", () => {
  const answers = { rights: [1000], wrongs: [1001.5], tolerance } as const;
  expect([1000, 1001, 5].map((given) => judgeNumber(given, answers))).toEqual(["unclear", "unclear", "unclear"]);
});

test("numbers are told apart when no wrong one is within the tolerance", () => {
  expect(isToldApart({ rights: [1000], wrongs: [1201, 799], tolerance })).toBe(true);
  expect(isToldApart({ rights: [1000], wrongs: [1201, 801], tolerance })).toBe(false);
  expect(isToldApart({ rights: [10], wrongs: [39], tolerance })).toBe(false);
});
