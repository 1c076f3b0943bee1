/** What a value must not be beside the values of other settings. */
export interface SettingRule {
  /** The other settings it looks at; while one of them is at fault itself, nothing is asked. */
  readonly with: readonly string[];
  /** What completes "NAME must …" when they contradict each other; anything falsy when they do not. */
  readonly fault: (value: unknown, others: readonly unknown[]) => string | false | undefined;
}

/** One environment variable: what it means, how its text is read, and what holds when it is not set. */
export interface Setting<T> {
  readonly meaning: string;
  /** Reads the text, or throws an Error whose message completes "NAME must …". */
  readonly parse: (text: string) => T;
  /** What an operator may write, for the docs: "1 to 65535", "true or false". */
  readonly accepts: string;
  /** Undefined: the variable must be set. */
  readonly fallback?: string;
  /** The default outside production, where it differs. */
  readonly developmentFallback?: string;
  /** Never shown in a message or a log. */
  readonly secret: boolean;
  readonly rules: readonly SettingRule[];
  /** What the names of its kind begin with: a variable of such a name that is no setting is a misspelt one. */
  readonly family?: string;
}

/** What an app or a library reads from the environment, by variable name. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of settings once read. */
export type ValuesOf<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** What every kind of setting is declared with. */
export interface SettingOptions {
  readonly meaning: string;
  readonly default?: string | number | boolean;
  readonly developmentDefault?: string | number | boolean;
  readonly secret?: boolean;
  readonly rules?: readonly SettingRule[];
  readonly family?: string;
}

/** Builds one kind of setting from how it is read and what it accepts. */
export function setting<T>(accepts: string, parse: (text: string) => T, options: SettingOptions): Setting<T> {
  const text = (value: SettingOptions['default']) => (value === undefined ? undefined : String(value));
  return {
    meaning: options.meaning,
    parse,
    accepts,
    fallback: text(options.default),
    developmentFallback: text(options.developmentDefault),
    secret: options.secret ?? false,
    rules: options.rules ?? [],
    ...(options.family !== undefined && { family: options.family }),
  };
}
