import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SearchPage } from "./search/search-page.tsx";
import { TracePage } from "./trace/trace-page.tsx";
import { FaultBanner } from "./ui/fault-banner.tsx";
import { HelpDialog } from "./ui/help-dialog.tsx";
import { type Shortcut, useShortcuts } from "./ui/keys.ts";
import { goTo, useUrl } from "./ui/navigation.ts";
import { Loading } from "./ui/parts.tsx";
import { PlacesMenu } from "./ui/places-menu.tsx";
import { StoreLine, useStoreState } from "./ui/store-state.tsx";
import { ThemeButton } from "./ui/theme.tsx";
import { UnansweredServices } from "./ui/unanswered-services.tsx";
import { withBasePath, type Page, pageOf } from "./url.ts";

const NAVIGATION = [
  {
    name: "search",
    address: withBasePath("/search"),
    label: "Traces",
    holds: "the newest traces, and a search",
    keys: ["g s"],
  },
  { name: "map", address: withBasePath("/dependencies"), label: "Map", holds: "who calls whom", keys: ["g m"] },
  {
    name: "red",
    address: withBasePath("/monitor"),
    label: "Monitor",
    holds: "rate, errors and duration of every operation",
    keys: ["g r"],
  },
  {
    name: "compare",
    address: withBasePath("/compare"),
    label: "Compare",
    holds: "two traces, or two groups",
    keys: ["g c"],
  },
] as const;

/** Pages that are loaded on demand. */
const LATER = {
  map: async () => (await import("./pages/map-page.tsx")).MapPage,
  red: async () => (await import("./pages/red-page.tsx")).RedPage,
  glossary: async () => (await import("./pages/glossary-page.tsx")).GlossaryPage,
  compare: async () => (await import("./pages/compare-page.tsx")).ComparePage,
} as const;

export function App() {
  const url = useUrl();
  const page = pageOf(url);
  const state = useStoreState();
  const [helping, setHelping] = useState(false);
  const shortcuts: Shortcut[] = [
    { keys: ["?"], help: "Show these keys", run: () => setHelping(true) },
    ...NAVIGATION.map(({ keys, label, address }) => ({ keys, help: `Go to: ${label}`, run: () => goTo(address) })),
  ];
  useShortcuts(shortcuts);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={withBasePath("/search")}>
          <span aria-hidden="true" class="brand-sign" />
          Hipster Shop <span class="brand-part">traces</span>
        </a>
        <nav aria-label="Pages">
          {NAVIGATION.map(({ name, address, label }) => (
            <a key={name} href={address} aria-current={page.name === name ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div class="top-tools">
          <PlacesMenu state={state} />
          <button type="button" class="plain-button" title="Keys (?)" onClick={() => setHelping(true)}>
            <kbd>?</kbd>
            <span class="visually-hidden">Show the keys</span>
          </button>
          <ThemeButton />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <FaultBanner state={state} />
        {page.name !== "trace" && <UnansweredServices state={state} />}
        <PageBody page={page} url={url} />
      </main>
      <footer>
        <StoreLine state={state} />
        <a href={withBasePath("/glossary")}>Glossary</a>
      </footer>
      {helping && <HelpDialog onClose={() => setHelping(false)} />}
    </>
  );
}

function PageBody({ page, url }: { readonly page: Page; readonly url: URL }) {
  switch (page.name) {
    case "search":
      return <SearchPage url={url} />;
    case "trace":
      return <TracePage key={page.id} id={page.id} url={url} />;
    case "nowhere":
      return <Nowhere url={url} />;
    case "compare":
      return <Later what="the comparison" load={LATER.compare} props={{ a: page.a, b: page.b }} />;
    case "map":
      return <Later what="the map" load={LATER.map} props={{ url }} />;
    case "glossary":
      return <Later what="the glossary" load={LATER.glossary} props={{}} />;
    case "red":
      return <Later what="the figures" load={LATER.red} props={{ url }} />;
  }
}

/** For an address without a page. Some are what one would guess for a page that is elsewhere. */
function Nowhere({ url }: { readonly url: URL }) {
  useEffect(() => {
    document.title = "Nothing here · traces";
  }, []);
  const guess = GUESSES.find(([pattern]) => pattern.test(url.pathname));
  const meant = NAVIGATION.find(({ name }) => name === guess?.[1]);
  return (
    <>
      <h1>Nothing here</h1>
      <p>
        There is no page at <code>{url.pathname}</code>.
        {meant && (
          <>
            {" "}
            Did you mean <a href={meant.address}>{meant.label}</a>?
          </>
        )}
      </p>
      <p>Pages there are:</p>
      <ul class="page-list">
        {NAVIGATION.map(({ name, address, label, holds }) => (
          <li key={name}>
            <a href={address}>{label}</a> {holds}
          </li>
        ))}
      </ul>
    </>
  );
}

const GUESSES = [
  [/map|graph|topology|dag/i, "map"],
  [/monitor|metrics|red|stat/i, "red"],
  [/compare|diff/i, "compare"],
  [/trace|span|search|list/i, "search"],
] as const;

interface LaterProps<P> {
  readonly what: string;
  readonly load: () => Promise<ComponentType<P>>;
  readonly props: P;
}

function Later<P extends object>({ what, load, props }: LaterProps<P>) {
  const [loaded, setLoaded] = useState<{ readonly from: unknown; readonly component: ComponentType<P> }>();
  useEffect(() => {
    let wanted = true;
    void load().then((component) => {
      if (wanted) setLoaded({ from: load, component });
    });
    return () => {
      wanted = false;
    };
  }, [load]);
  if (loaded?.from !== load) return <Loading what={what} />;
  const Component = loaded.component;
  return <Component {...props} />;
}
