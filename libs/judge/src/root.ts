/** A place on a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const TOLERANCE = 1e-4;
const STEPS_MAX = 1001;

/**
 * The root of `curve` between two points of it with different signs, to within 1e-4: Brent's method (R. P. Brent,
 * Algorithms for Minimization without Derivatives, 1973, chapter 4) with the order of comparisons of R's `uniroot`. The
 * curves here have steps, on which another order ends at another place; so does a better tolerance.
 */
export function findRoot(curve: (x: number) => number, left: Point, right: Point): number {
  if (left.y === 0) return left.x;
  let [before, best, opposite] = [left, right, left];
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const lastStep = best.x - before.x;
    if (Math.abs(opposite.y) < Math.abs(best.y)) [before, best, opposite] = [best, opposite, best];
    const tolerance = 2 * Number.EPSILON * Math.abs(best.x) + TOLERANCE / 2;
    const half = (opposite.x - best.x) / 2;
    if (Math.abs(half) <= tolerance || best.y === 0) return best.x;
    const mayInterpolate = Math.abs(lastStep) >= tolerance && Math.abs(before.y) > Math.abs(best.y);
    const wanted = mayInterpolate ? (interpolate({ before, best, opposite }, lastStep, tolerance) ?? half) : half;
    const least = wanted > 0 ? tolerance : -tolerance;
    const x = best.x + (Math.abs(wanted) < tolerance ? least : wanted);
    [before, best] = [best, { x, y: curve(x) }];
    if ((best.y > 0 && opposite.y > 0) || (best.y < 0 && opposite.y < 0)) opposite = before;
  }
  return best.x;
}

/**
 * The step from the best point to where a line through two points, or an inverse parabola through three, is zero.
 * Undefined where that is outside of the bracket, or no shorter than half the last step but one.
 */
function interpolate(
  { before, best, opposite }: { readonly before: Point; readonly best: Point; readonly opposite: Point },
  lastStep: number,
  tolerance: number,
): number | undefined {
  const width = opposite.x - best.x;
  const toBefore = best.y / before.y;
  let numerator = width * toBefore;
  let divisor = 1 - toBefore;
  if (before.x !== opposite.x) {
    const [q, r] = [before.y / opposite.y, best.y / opposite.y];
    numerator = toBefore * (width * q * (q - r) - (best.x - before.x) * (r - 1));
    divisor = (q - 1) * (r - 1) * (toBefore - 1);
  }
  if (numerator > 0) divisor = -divisor;
  else numerator = -numerator;
  const isInside = numerator < 0.75 * width * divisor - Math.abs(tolerance * divisor) / 2;
  return isInside && numerator < Math.abs((lastStep * divisor) / 2) ? numerator / divisor : undefined;
}
