/** Types for the parts of d3 that the page uses; these packages have none. */
declare module "d3-flame-graph" {
  import type { Selection } from "d3-selection";

  interface FlameGraph {
    (selection: Selection): void;
    width(pixels: number): FlameGraph;
    minFrameSize(pixels: number): FlameGraph;
    transitionDuration(ms: number): FlameGraph;
    inverted(isInverted: boolean): FlameGraph;
    sort(compare: (a: { readonly value: number }, b: { readonly value: number }) => number): FlameGraph;
    setLabelHandler(
      label: (node: { readonly data: { readonly name: string; readonly value: number } }) => string,
    ): FlameGraph;
    setSearchHandler(found: (frames: unknown, value: number, total: number) => void): FlameGraph;
    setDetailsElement(element: Element): FlameGraph;
    search(text: string): void;
    clear(): void;
    resetZoom(): void;
  }
  const flamegraph: () => FlameGraph;
  export { flamegraph as default };
}

declare module "d3-selection" {
  export interface Selection {
    datum(data: unknown): Selection;
    call(draw: (selection: Selection) => void): Selection;
  }
  export function select(element: Element): Selection;
}
