import { lab as firstTrace } from "../../01-first-trace/lab.ts";
import { lab as search } from "../../02-search/lab.ts";
import { lab as criticalPath } from "../../03-critical-path/lab.ts";
import { lab as whatIf } from "../../04-what-if/lab.ts";
import { lab as nPlusOne } from "../../05-n-plus-one/lab.ts";
import { lab as errors } from "../../06-errors/lab.ts";
import { lab as deadlines } from "../../07-deadlines/lab.ts";
import { lab as sampling } from "../../08-sampling/lab.ts";
import { lab as propagationHeaders } from "../../09-propagation-headers/lab.ts";
import { lab as mendAnEdge } from "../../10-mend-an-edge/lab.ts";
import { lab as baggage } from "../../11-baggage/lab.ts";
import { lab as fiveHops } from "../../12-five-hops/lab.ts";
import { lab as cartStore } from "../../13-cart-store/lab.ts";
import { lab as mailAndLinks } from "../../14-mail-and-links/lab.ts";
import { lab as cardinality } from "../../15-cardinality/lab.ts";
import { lab as twoRevisions } from "../../16-two-revisions/lab.ts";
import { lab as instrumentIt } from "../../17-instrument-it/lab.ts";
import { lab as incident } from "../../18-incident/lab.ts";
import { lab as frozenService } from "../../19-frozen-service/lab.ts";
import { lab as sentThreeTimes } from "../../20-sent-three-times/lab.ts";
import type { Lab } from "./lab.ts";

/** All labs, in the order of the course. */
export const LABS: readonly Lab[] = [
  firstTrace,
  search,
  criticalPath,
  whatIf,
  nPlusOne,
  errors,
  deadlines,
  sampling,
  propagationHeaders,
  mendAnEdge,
  baggage,
  fiveHops,
  cartStore,
  mailAndLinks,
  cardinality,
  twoRevisions,
  instrumentIt,
  incident,
  frozenService,
  sentThreeTimes,
];

/** The lab of this number ("1", "01") or folder; undefined for none. */
export function labOf(name: string): Lab | undefined {
  const id = /^\d+$/.test(name) ? name.padStart(2, "0") : name;
  return LABS.find((lab) => lab.id === id || lab.folder === id);
}
