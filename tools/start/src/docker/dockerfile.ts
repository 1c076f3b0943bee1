/** One instruction of a Dockerfile: `COPY`, and all that follows it on one line. */
export interface Instruction {
  readonly verb: string;
  readonly rest: string;
}

/** From one FROM to the next. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

const joined = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Reads a Dockerfile as far as ours go: no here-documents, no ARG before the first FROM. */
export function readDockerfile(text: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of joined(text)) {
    const [, verb = '', rest = ''] = /^([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    const opening = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest);
    if (verb.toUpperCase() === 'FROM' && opening) {
      stages.push({ from: opening[1] ?? '', name: opening[2] ?? String(stages.length), instructions: [] });
    } else if (stages.length > 0) {
      stages.at(-1)?.instructions.push({ verb: verb.toUpperCase(), rest });
    } else {
      throw new Error(`The Dockerfile begins with ${line}, not with FROM.`);
    }
  }
  return stages;
}

/** A COPY: from which stage or else the build context, which paths, to where. */
export function readCopy(rest: string): { from: string | undefined; sources: string[]; target: string } {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}
