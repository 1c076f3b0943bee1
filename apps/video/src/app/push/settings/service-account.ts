import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Who sends by FCM, as Google's key file says. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly tokenUri: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Reads a key file; throws an Error that completes "… must". */
export function readServiceAccount(path: string): ServiceAccount {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const {
      project_id: projectId,
      client_email: clientEmail,
      private_key: privateKey,
      token_uri: tokenUri,
    } = file;
    const isWhole = isText(projectId) && isText(clientEmail) && isText(privateKey) && isText(tokenUri);
    if (!isWhole || !URL.canParse(tokenUri)) throw new Error('it lacks a field');
    createPrivateKey(privateKey);
    return { projectId, clientEmail, privateKey, tokenUri };
  } catch (cause) {
    const fields = 'project_id, client_email, private_key and token_uri';
    throw new Error(`be the path of a readable key file of a service account, with ${fields}`, { cause });
  }
}
