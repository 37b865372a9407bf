import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Follows each request, so that a spoilt one whose end is missing gets an end. */
const FOLLOW_UP = "\r\n\r\nGET /_healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".repeat(3);
/** Longer than any page takes: what is still silent waits for the rest of a request. It is told that nothing follows. */
const SILENT_MS = 3000;
/** Longer than all time limits of the servers: a connection that is open then would stay open. */
const OPEN_MS_MAX = 30_000;
/** Almost all answers come within this time; the others are waited for beside further requests. */
const SETTLED_MS = 300;
const PLACE = "HOST";

const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\nHost: ${PLACE}\r\n${headers}\r\n`;
const post = (path: string, form: string, headers = "") =>
  `POST ${path} HTTP/1.1\r\nHost: ${PLACE}\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}Content-Length: ${form.length}\r\n\r\n${form}`;

const COOKIES = "Cookie: shop_session-id=0b5ea9c2-3e9b-4a0c-9a51-5b2a2f3a4c5d; shop_currency=EUR\r\n";
const ORDER =
  "email=someone%40example.com&street_address=1+A&zip_code=94043&city=B&state=CA&country=D&credit_card_number=4432801561520454&credit_card_expiration_month=1&credit_card_expiration_year=2999&credit_card_cvv=672";

/** Valid requests to the storefront, as text. */
export const SHOP_REQUESTS: readonly string[] = [
  get("/", COOKIES),
  get("/product/OLJCESPC7Z?a=b", `traceparent: 00-${"a".repeat(32)}-${"b".repeat(16)}-01\r\n`),
  get("/search?q=camera", "Accept-Encoding: gzip, br;q=0.5\r\nAccept-Language: de-CH, en;q=0.7\r\n"),
  get("/logout", COOKIES),
  get("/static/storefront.css", "Range: bytes=0-9\r\nIf-Modified-Since: Tue, 01 Dec 2026 00:00:00 GMT\r\n"),
  get("/trace-spans/0123456789abcdef0123456789abcdef"),
  post("/cart", "product_id=OLJCESPC7Z&quantity=1", COOKIES),
  post("/cart/quantity", "product_id=OLJCESPC7Z&quantity=3", COOKIES),
  post("/setCurrency", "currency_code=EUR", "Referer: http://HOST/cart\r\n"),
  post("/cart/checkout", ORDER),
  `POST /cart HTTP/1.1\r\nHost: ${PLACE}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n`,
];

/** Valid requests to the trace viewer. */
export const VIEWER_REQUESTS: readonly string[] = [
  get("/"),
  get("/search?service=frontend&tags=%7B%22error%22%3A%22true%22%7D"),
  get("/api/services"),
  get("/api/traces?service=frontend&limit=5&lookback=1h&minDuration=1ms"),
  get("/api/traces/0123456789abcdef0123456789abcdef"),
  get("/trace/0123456789abcdef0123456789abcdef"),
];

/** Valid requests to the pages of training. */
export const TRAINING_REQUESTS: readonly string[] = [
  get("/course"),
  get("/faults"),
  get("/course/01", COOKIES),
  post("/faults", "name=none&variant=on"),
];

/** What came back for spoilt bytes. */
export interface SpoiltAnswer {
  /** The highest status; 0 when none came. */
  readonly status: number;
  /** Whether the server ended the connection. */
  readonly isEnded: boolean;
}

/** Bytes on their way: a server may answer at once, or only when it stops waiting for more. */
export interface Sent {
  /** Resolves when something came back, or soon: then others can be sent. */
  readonly settled: Promise<unknown>;
  /** Resolves when the connection has ended. */
  readonly answer: Promise<SpoiltAnswer>;
}

/** Sends bytes to a port of this machine. */
export function sendSpoilt(port: number, bytes: Buffer): Sent {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let isEnded = true;
  const limit = setTimeout(() => {
    isEnded = false;
    socket.destroy();
  }, OPEN_MS_MAX);
  socket.setEncoding("latin1");
  socket.on("data", (part: string) => (text += part));
  socket.on("error", () => {});
  socket.setTimeout(SILENT_MS, () => socket.end());
  const answer = new Promise<SpoiltAnswer>((resolve) => {
    socket.once("close", () => {
      clearTimeout(limit);
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve({ status: Math.max(0, ...statuses), isEnded });
    });
  });
  socket.write(bytes);
  socket.write(FOLLOW_UP);
  return { settled: Promise.race([answer, delay(SETTLED_MS)]), answer };
}
