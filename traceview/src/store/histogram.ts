/** Cells per doubling of the value: a cell is 9 % wide, so a quantile is at most about 4.5 % off. */
const CELLS_PER_DOUBLING = 8;

/** How often values of about a size were met: any number of values in a few dozen cells, and sums of histograms stay exact. */
export class Histogram {
  count = 0;
  #min = Infinity;
  #max = 0;
  #firstCell = 0;
  #cells: number[] = [];

  /** Counts a value; below 1, it counts as 0. */
  add(value: number): void {
    this.#count(cellOf(value), 1);
    this.count += 1;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Takes back a value that was counted; the outermost ones stay what they were. */
  remove(value: number): void {
    this.#count(cellOf(value), -1);
    this.count -= 1;
  }

  /** Adds all that another histogram holds. */
  merge(other: Histogram): void {
    for (const [index, count] of other.#cells.entries()) if (count > 0) this.#count(other.#firstCell + index, count);
    this.count += other.count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The value that a share of the values (0 to 1) does not exceed; 0 when there are none. Never outside of what was met. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [index, count] of this.#cells.entries()) {
      if (left <= count) return this.#within(this.#firstCell + index, (left - 0.5) / count);
      left -= count;
    }
    return this.#max;
  }

  #within(cell: number, part: number): number {
    const value = cell === 0 ? 0 : 2 ** ((cell - 1 + part) / CELLS_PER_DOUBLING);
    return Math.min(this.#max, Math.max(this.#min, value));
  }

  #count(cell: number, count: number): void {
    if (this.#cells.length === 0) this.#firstCell = cell;
    while (cell < this.#firstCell) {
      this.#cells.unshift(0);
      this.#firstCell -= 1;
    }
    while (this.#cells.length <= cell - this.#firstCell) this.#cells.push(0);
    this.#cells[cell - this.#firstCell]! += count;
  }
}

function cellOf(value: number): number {
  return value < 1 ? 0 : 1 + Math.floor(Math.log2(value) * CELLS_PER_DOUBLING);
}
