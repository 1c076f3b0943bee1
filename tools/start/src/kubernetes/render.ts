import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { debianProgram, ProgramMissingError } from '@secureconnect/testing';
import { parseAllDocuments } from 'yaml';
import { dockerFolder } from '../docker/compose-file';
import { type Manifest } from './manifest';

const run = promisify(execFile);

/** There is no kubectl on this machine; the message says how to install it. */
export class KubectlMissingError extends ProgramMissingError {
  readonly code = 'KUBECTL_MISSING';

  constructor(detail?: string) {
    super('kubectl', 'kubernetes-client', detail);
  }
}

const kubectl = debianProgram({
  program: 'kubectl',
  package: 'kubernetes-client',
  missing: (detail) => new KubectlMissingError(detail),
});

/** Where the manifests are. */
export const kubernetesFolder = join(dockerFolder, 'kubernetes');

/** What `kubectl kustomize` makes of an overlay, as it would be applied; installs kubectl where it may. */
export async function render(overlay: string): Promise<string> {
  const found = await kubectl.ensure();
  if ('reason' in found) throw new KubectlMissingError(found.reason);
  const { stdout } = await run(found.path, ['kustomize', join(kubernetesFolder, 'overlays', overlay)]);
  return stdout;
}

/** Reads the documents of a text strictly: a doubled key throws. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).flatMap((document) => {
    const [fault] = document.errors;
    if (fault) throw fault;
    const value = document.toJS() as Manifest | null;
    return value === null ? [] : [value];
  });
}
