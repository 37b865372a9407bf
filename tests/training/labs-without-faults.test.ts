import { labOf } from "training/labs";
import { checkLab, startLab } from "training/play";
import { stageOf } from "training/stage";
import { traceReader } from "training/trace-reader";
import { expect, test } from "vitest";
import { startTestShop } from "../support/shop.ts";

const ANSWERS = {
  "02": { failed: "http.route=/cart/checkout error", euro: "app.user.currency=EUR" },
  "20": { charged: "Charge", charges: "1", asked: "second", ledger: "yes", repeated: "third", worker: "none" },
  "03": { waited: "GetQuote", beside: "ListRecommendations", share: "95" },
};

test.each(Object.entries(ANSWERS))(
  "lab %s judges nobody in a shop that takes no faults from requests",
  async (id, answers) => {
    await using shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "off" });
    const stage = stageOf({ shop: shop.url, tracesUrl: shop.status.traces, learner: "ada" });
    const lab = labOf(id);
    if (!lab) throw new Error(`no lab ${id}`);
    const scene = await startLab(lab, stage, 1);
    const verdict = await checkLab(lab, answers, { scene, stage, traces: traceReader(shop.status.traces) });
    expect(verdict.verdict).toBe("not yet");
    expect(verdict.feedback).toContain("FAULTS_FROM_BAGGAGE=on");
  },
);
