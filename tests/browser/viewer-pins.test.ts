import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase } from "./viewer-purchase.ts";

describeInBrowser("a pin", (stage) => {
  test("belongs to the person who set it; the trace is kept until the last has taken theirs away", async () => {
    const [ada, bob] = [await stage.open(), await stage.open()];
    const { id } = await openPurchase(stage, ada);
    await ada.getByRole("button", { name: "☆ Pin" }).click();
    await ada.getByRole("button", { name: "★ Pinned" }).waitFor();
    await ada.goto(`${stage.shop.status.traces}/search?q=pinned`);
    await ada.getByText("★ pinned").waitFor();

    await bob.goto(`${stage.shop.status.traces}/search?q=PaymentService`);
    await bob.getByText("pinned by somebody else").waitFor();
    await bob.goto(`${stage.shop.status.traces}/search?q=pinned`);
    await bob.getByText("No traces", { exact: true }).waitFor();
    await bob.goto(`${stage.shop.status.traces}/trace/${id}`);
    await bob.getByRole("button", { name: "☆ Pin" }).click();
    await bob.getByRole("button", { name: "★ Pinned" }).waitFor();
    expect(stage.shop.store.pinnedBy(id).size).toBe(2);

    await ada.goto(`${stage.shop.status.traces}/trace/${id}`);
    await ada.getByRole("button", { name: "★ Pinned" }).click();
    await ada.getByRole("button", { name: "☆ Pin" }).waitFor();
    expect(stage.shop.store.isPinned(id)).toBe(true);
    await bob.getByRole("button", { name: "★ Pinned" }).click();
    await bob.getByRole("button", { name: "☆ Pin" }).waitFor();
    expect(stage.shop.store.isPinned(id)).toBe(false);
  });
});
