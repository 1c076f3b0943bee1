import { join } from 'node:path';
import ts from 'typescript';
import { workspaceRoot } from '../workspace';
import { type Manifest } from './manifest';

/** Kinds that an operator of the cluster brings, and no release of Kubernetes knows. */
const brought = new Set(['monitoring.coreos.com/v1 PodMonitor']);

type Model = new (value: Manifest) => { validate(): void };

const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;
const isBrought = ({ apiVersion, kind }: Manifest): boolean => brought.has(`${apiVersion} ${kind}`);
const moduleOf = ({ apiVersion }: Manifest): string => `kubernetes-models/${apiVersion}`;

/** What the schemas of Kubernetes say against the documents: unknown kinds, wrong types, what is lacking. */
export function schemaFaults(all: readonly Manifest[]): string[] {
  return all
    .filter((one) => !isBrought(one))
    .flatMap((manifest) => {
      try {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- Which module it is the document says.
        const models = require(moduleOf(manifest)) as Record<string, Model | undefined>;
        const Kind = models[manifest.kind];
        if (!Kind) return [`${nameOf(manifest)}: ${manifest.apiVersion} has no ${manifest.kind}`];
        new Kind(manifest).validate();
        return [];
      } catch (error) {
        return [`${nameOf(manifest)}: ${(error as Error).message}`];
      }
    });
}

/**
 * Fields that Kubernetes has no place for. The schemas let them pass, as the API server does when it is not asked: a
 * policy with a misspelt `egress` is one that forbids it. The types know them, so the compiler is asked.
 */
export function strayFields(all: readonly Manifest[]): string[] {
  const known = all.filter((one) => !isBrought(one));
  const file = join(workspaceRoot, 'tools/start/src/kubernetes/documents.ts');
  const kinds = [...new Set(known.map((one) => `import { type I${one.kind} } from '${moduleOf(one)}';`))];
  const documents = known.map((one, at) => `export const d${at}: I${one.kind} = ${JSON.stringify(one)};`);
  const text = [...kinds, ...documents].join('\n');
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    ...{ module: ts.ModuleKind.Node20, moduleResolution: ts.ModuleResolutionKind.Node16 },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return program.getSemanticDiagnostics(source).map(({ messageText, start = 0 }) => {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    const manifest = known[line - kinds.length];
    return `${manifest ? nameOf(manifest) : file}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
