import "./css/base.css";
import "./css/trace.css";
import "./css/panel.css";
import "./css/search.css";
import "./css/pages.css";
import "./css/services.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { listenForShortcuts } from "./ui/keys.ts";
import { closeMenus } from "./ui/menus.ts";
import { followLinks } from "./ui/navigation.ts";
import { applyTheme } from "./ui/theme.tsx";

applyTheme();
followLinks();
closeMenus();
listenForShortcuts();
const place = document.querySelector("#app");
if (place) render(<App />, place);
