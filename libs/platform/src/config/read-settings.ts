import { ConfigurationError } from './configuration.error';
import { type Setting, type Settings, type ValuesOf } from './setting';

/** Environment variables as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text that holds for a setting: what is set, else its default for this kind of environment. */
function textOf(name: string, spec: Setting<unknown>, env: Environment): string | undefined {
  const given = env[name]?.trim();
  if (given !== undefined && given !== '') return given;
  const isProduction = env['NODE_ENV'] === 'production';
  return (isProduction ? undefined : spec.developmentFallback) ?? spec.fallback;
}

function readOne(name: string, spec: Setting<unknown>, env: Environment, faults: string[]): unknown {
  const text = textOf(name, spec, env);
  if (text === undefined) {
    faults.push(`${name} must be set (${spec.accepts}): ${spec.meaning}`);
    return undefined;
  }
  try {
    return spec.parse(text);
  } catch (error) {
    const shown = spec.secret ? 'the value given' : JSON.stringify(text);
    faults.push(`${name} must ${(error as Error).message}; ${shown} is not.`);
    return undefined;
  }
}

/** Where values that are each right contradict each other; only values that were read are looked at. */
function contradictions(settings: Settings, values: ReadonlyMap<string, unknown>): string[] {
  return Object.entries(settings).flatMap(([name, { rules }]) =>
    rules
      .filter((rule) => [name, ...rule.with].every((each) => values.get(each) !== undefined))
      .map((rule) =>
        rule.fault(
          values.get(name),
          rule.with.map((other) => values.get(other)),
        ),
      ) // prettier-ignore
      .flatMap((fault) => (fault ? [`${name} must ${fault}.`] : [])),
  );
}

/** Variables that are named like settings and are none: what they were to say would be passed over in silence. */
function strays(settings: Settings, env: Environment): string[] {
  const families = new Set(Object.values(settings).flatMap(({ family }) => family ?? []));
  return [...families].flatMap((family) =>
    Object.keys(env)
      .filter((name) => name.startsWith(family) && !(name in settings))
      .map((name) => `${name} must be the name of a setting; of those that begin with ${family} it is none.`),
  );
}

/** Reads every setting at once and, if anything is wrong, throws one error that lists all of it. */
export function readSettings<S extends Settings>(
  service: string,
  settings: S,
  env: Environment,
): ValuesOf<S> {
  const faults: string[] = [];
  const read = Object.entries(settings).map(
    ([name, spec]) => [name, readOne(name, spec, env, faults)] as const,
  );
  faults.push(...contradictions(settings, new Map(read)), ...strays(settings, env));
  if (faults.length > 0) throw new ConfigurationError(service, faults);
  return Object.freeze(Object.fromEntries(read)) as ValuesOf<S>;
}
