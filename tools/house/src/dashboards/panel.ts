/** How a figure is written. */
export type Unit = 'short' | 's' | 'bytes' | 'Bps' | 'reqps' | 'ops' | 'percentunit' | 'none';

/** One question to Prometheus, and how its answers are called. */
export interface Asked {
  readonly expr: string;
  readonly legend: string;
}

/** What values mean, by colour and word. */
export interface Meaning {
  readonly value: number;
  readonly text: string;
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'text';
}

/** One figure of a dashboard. `states` shows since when, `stat` how it is now, `lines` how it went. */
export interface Panel {
  readonly kind: 'stat' | 'lines' | 'states' | 'alerts';
  readonly title: string;
  /** What it tells, and what to look at when it is not as it should be. */
  readonly tells: string;
  readonly asks: readonly Asked[];
  readonly unit?: Unit;
  readonly means?: readonly Meaning[];
  /** What is said where Prometheus has nothing to answer, as a rule because nothing is wrong. */
  readonly none?: string;
  /** From there on a stat is red. */
  readonly redFrom?: number;
  /** Of 24 columns, and in rows of 30 pixels. */
  readonly wide?: number;
  readonly high?: number;
}

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A page of figures. */
export interface Dashboard {
  /** The name of its file, and its address in Grafana; never changed. */
  readonly name: string;
  readonly title: string;
  readonly tells: string;
  readonly rows: readonly Row[];
}

type Words = Omit<Panel, 'kind' | 'asks'>;

/** How something is now. */
export const stat = (words: Words, ...asks: Asked[]): Panel => ({
  kind: 'stat',
  wide: 4,
  high: 4,
  ...words,
  asks,
});

/** How something went. */
export const lines = (words: Words, ...asks: Asked[]): Panel => ({
  kind: 'lines',
  wide: 8,
  high: 8,
  ...words,
  asks,
});

/** What was so from when until when. */
export const states = (words: Words, ...asks: Asked[]): Panel => ({
  kind: 'states',
  wide: 12,
  high: 8,
  ...words,
  asks,
});

/** A question with the name of its answers. */
export const ask = (expr: string, legend = ''): Asked => ({ expr, legend });

/** Only of the services that are chosen above; `more`: what else is asked of the labels. */
const of = (more: string): string => `{service=~"$service"${more === '' ? '' : `, ${more}`}}`;

/** As it is now, of the services that are chosen. */
export const now = (gauge: string, more = ''): string => `${gauge}${of(more)}`;

/** Rates over a window that holds four scrapes at least, whatever the zoom. */
export const rate = (counter: string, by: string, more = ''): string =>
  `sum by (${by}) (rate(${counter}${of(more)}[$__rate_interval]))`;

/** Of a histogram, within which time that share of the calls was done. */
export const quantile = (share: number, histogram: string, by: string, more = ''): string =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${histogram}_bucket${of(more)}[$__rate_interval])))`;
