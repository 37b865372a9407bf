import { type Html, html } from "@hipstershop/web";

const COLOR = /^(?:[a-z]{3,30}|#[\da-f]{3,8}|(?:rgb|hsl)a?\([\d.,%\s/]{5,60}\))$/i;

/** BANNER_COLOR for a fill attribute; undefined when it is not a plain CSS colour. */
export function safeColor(color: string): string | undefined {
  return COLOR.test(color) ? color : undefined;
}

/** Uses the fill attribute: the content security policy forbids inline styles. */
function paint(bannerColor: string): Html {
  const color = safeColor(bannerColor);
  return color === undefined
    ? html`<rect class="banner-own" width="100%" height="100%" />`
    : html`<rect data-banner-color="${color}" fill="${color}" width="100%" height="100%" />`;
}

/** The band below the header of every page, in the colour of the revision. */
export function stripe(bannerColor: string): Html {
  return html`<svg class="stripe" width="100%" height="6" aria-hidden="true" focusable="false">
    ${paint(bannerColor)}
  </svg>`;
}

/** Hills and pines in translucent black and white, which suit every banner colour. */
export function heroScene(bannerColor: string): Html {
  return html`<svg
    class="hero-scene"
    aria-hidden="true"
    focusable="false"
    viewBox="0 0 1600 520"
    preserveAspectRatio="xMidYMax slice"
  >
    ${paint(bannerColor)}
    <circle cx="1120" cy="190" r="250" fill="#fff" opacity=".1" />
    <circle cx="1120" cy="190" r="170" fill="#fff" opacity=".16" />
    <circle cx="1120" cy="190" r="96" fill="#ffe9b0" opacity=".9" />
    <path
      d="M0 330l190-130 130 84 210-170 190 176 150-96 230 168 180-132 170 120 150-84v254H0z"
      fill="#000"
      opacity=".14"
    />
    <path d="M530 114l68 64-40-10-26 26-28-22-40 16z" fill="#fff" opacity=".5" />
    <path d="M0 396q210-96 430-34t420-18 400 20 350-44v200H0z" fill="#000" opacity=".22" />
    <path d="M0 466q300-70 620-20t560-16 420 6v84H0z" fill="#000" opacity=".34" />
    <g fill="#000" opacity=".5">${pines()}</g>
    <g stroke="#fff" stroke-width="4" stroke-linecap="round" fill="none" opacity=".55">
      <path d="M900 96q14-16 26 0 12-16 26 0M980 142q10-12 20 0 10-12 20 0M1340 84q14-16 26 0 12-16 26 0" />
    </g>
  </svg>`;
}

const PINES = [
  [846, 462, 0.9],
  [908, 484, 1.6],
  [980, 466, 1.05],
  [1262, 486, 1.9],
  [1330, 470, 1.2],
  [1480, 490, 1.7],
  [60, 480, 1.3],
] as const;

function pines(): readonly Html[] {
  return PINES.map(
    ([x, y, scale]) =>
      html`<path
        transform="translate(${x} ${y}) scale(${scale})"
        d="M0-116l24 42H12l24 40H20l26 44H6v20H-6V10h-40l26-44h-16l24-40h-12z"
      />`,
  );
}
