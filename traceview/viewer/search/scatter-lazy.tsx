import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";

interface ScatterProps {
  readonly traces: readonly TraceSummary[];
}

/** The chart's library comes after the list can be read; its place is kept free. */
export function Scatter({ traces }: ScatterProps) {
  const [loaded, setLoaded] = useState<{ readonly Chart: ComponentType<ScatterProps> }>();
  useEffect(() => {
    void import("./scatter.tsx").then(({ ScatterChart }) => setLoaded({ Chart: ScatterChart }));
  }, []);
  return <div class="scatter">{loaded && <loaded.Chart traces={traces} />}</div>;
}
