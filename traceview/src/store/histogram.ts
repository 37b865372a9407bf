/** Cells per power of two: a cell is 9 % wide, so the error of a quantile is at most about 4.5 %. */
const CELLS_PER_DOUBLING = 8;

/** A histogram with logarithmic cells: a few dozen cells for any number of values, and merging two is exact. */
export class Histogram {
  count = 0;
  #min = Infinity;
  #max = 0;
  #firstCell = 0;
  #cells: number[] = [];

  /** Counts a value. Values below 1 count as 0. */
  add(value: number): void {
    this.#addToCell(cellOf(value), 1);
    this.count += 1;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Undoes add() for a value. The minimum and the maximum are not corrected. */
  remove(value: number): void {
    this.#addToCell(cellOf(value), -1);
    this.count -= 1;
  }

  /** Adds the counts of another histogram. */
  merge(other: Histogram): void {
    for (const [index, count] of other.#cells.entries())
      if (count > 0) this.#addToCell(other.#firstCell + index, count);
    this.count += other.count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The quantile for a share from 0 to 1, interpolated within its cell, between minimum and maximum; 0 when empty. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [index, count] of this.#cells.entries()) {
      if (left <= count) return this.#valueInCell(this.#firstCell + index, (left - 0.5) / count);
      left -= count;
    }
    return this.#max;
  }

  #valueInCell(cell: number, part: number): number {
    const value = cell === 0 ? 0 : 2 ** ((cell - 1 + part) / CELLS_PER_DOUBLING);
    return Math.min(this.#max, Math.max(this.#min, value));
  }

  #addToCell(cell: number, count: number): void {
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
