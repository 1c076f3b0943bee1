import { join } from 'node:path';
import ts from 'typescript';
import { workspaceRoot } from '../workspace';

/** One symbol a library offers. */
export interface ApiSymbol {
  readonly name: string;
  readonly kind: string;
  /** How it is called or made; empty for what is only a shape. */
  readonly signature: string;
  /** The first sentence of its contract; empty when it has none. */
  readonly contract: string;
}

const kinds: readonly (readonly [ts.SymbolFlags, string])[] = [
  [ts.SymbolFlags.Class, 'class'],
  [ts.SymbolFlags.Function, 'function'],
  [ts.SymbolFlags.Interface, 'interface'],
  [ts.SymbolFlags.TypeAlias, 'type'],
  [ts.SymbolFlags.Variable, 'constant'],
];

/** Reads what the index of a library offers by name, as the compiler sees it. */
export function readApi(library: string): ApiSymbol[] {
  const config = join(workspaceRoot, 'libs', library, 'tsconfig.json');
  const { options } = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    },
  ) as ts.ParsedCommandLine;
  const index = join(workspaceRoot, 'libs', library, 'src/index.ts');
  const program = ts.createProgram([index], { ...options, noEmit: true }, hostOf(options));
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`libs/${library} has no index to read`);
  return checker
    .getExportsOfModule(module)
    .map((exported) => describe(exported, checker))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** What the libraries have in common, Nest and all that Node offers, is parsed once; their options are the same. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...how) => {
    if (!parsed.has(file)) parsed.set(file, parse(file, ...how));
    return parsed.get(file);
  };
  return host;
}

function describe(exported: ts.Symbol, checker: ts.TypeChecker): ApiSymbol {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
  const kind = kinds.find(([flag]) => (symbol.flags & flag) !== 0)?.[1] ?? 'unknown';
  const contract = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return {
    name: exported.name,
    kind,
    signature: signatureOf(symbol, kind, checker),
    contract: firstSentence(contract),
  };
}

function signatureOf(symbol: ts.Symbol, kind: string, checker: ts.TypeChecker): string {
  const place = symbol.valueDeclaration;
  if (!place || (kind !== 'function' && kind !== 'class')) return '';
  const type = checker.getTypeOfSymbolAtLocation(symbol, place);
  const signatures = kind === 'class' ? type.getConstructSignatures() : type.getCallSignatures();
  const [first] = signatures;
  if (!first) return '';
  const names = first.getParameters().map((parameter) => parameter.name.replace(/^__\d+$/, 'options'));
  return kind === 'class' ? `new (${names.join(', ')})` : `(${names.join(', ')})`;
}

const firstSentence = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  return /^.*?\.(?= [A-Z`]|$)/.exec(flat)?.[0] ?? flat;
};
