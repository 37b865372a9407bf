import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import type { Mark } from "./mark.ts";

interface ScatterProps {
  readonly traces: readonly TraceSummary[];
  readonly mark: Mark | undefined;
  readonly onMark: (mark: Mark) => void;
}

/** Loads the chart's library after the list is rendered, in reserved space. */
export function Scatter(props: ScatterProps) {
  const [loaded, setLoaded] = useState<{ readonly Chart: ComponentType<ScatterProps> }>();
  useEffect(() => {
    void import("./scatter.tsx").then(({ ScatterChart }) => setLoaded({ Chart: ScatterChart }));
  }, []);
  return <div class="scatter">{loaded && <loaded.Chart {...props} />}</div>;
}
