/**
 * Like Promise.all over `work(item)`, with at most `atOnce` running at the same time. Results are in the order of the
 * items. After the first failure no further work is started.
 */
export async function mapSome<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      results[index] = await work(item);
    }
  };
  const stopOthers = (error: unknown) => {
    failed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, () => worker().catch(stopOthers)));
  return results;
}
