import { GLOSSARY } from "@hipstershop/traces/glossary";
import { useEffect } from "preact/hooks";

/** All terms of tracing that the viewer and the course use, each with an address of its own. */
export function GlossaryPage() {
  useEffect(() => {
    document.title = "Glossary · traces";
    document.querySelector(location.hash || "#main")?.scrollIntoView();
  }, []);
  return (
    <>
      <h1>Glossary</h1>
      <dl class="glossary">
        {Object.entries(GLOSSARY).map(([name, { title, text }]) => (
          <div key={name} id={name}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
