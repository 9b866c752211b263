/** One row of the table: a figure, what physics allows, what was promised, what others would take; and whether the promise is kept. */

export type Row = {
  name: string;
  value: number;
  /** At most this. */
  goal: number;
  unit: string;
  /** What goes with the figure: its parts, the run it comes from. */
  detail?: string;
  limit?: string;
  peers?: string;
  /** Why it misses its goal, when it does. */
  why?: string;
};

/** `name` is for `--only`; `about` for `--help`. */
export type Line = { name: string; about: string; measure: () => Promise<Row[]> };

export const isWithin = ({ value, goal }: Row): boolean => value <= goal;

const digits = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1000 ? String(Math.round(value)) : value.toFixed(value < 10 ? 2 : 1);
export const figure = (value: number, unit: string): string =>
  unit === '$' ? `$${digits(value)}` : `${digits(value)}${unit === '' ? '' : ` ${unit}`}`;

export const verdict = (row: Row): string => (isWithin(row) ? 'ok' : `misses: ${row.why ?? 'nobody has said why yet'}`);
