// A process of its own, because the package looks at TMPDIR of the process it runs in. See bundled-chromium.ts.
import chromium from "@sparticuz/chromium";

await chromium.executablePath();
