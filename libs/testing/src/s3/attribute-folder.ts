import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { S3StartError } from './s3-start.error';

const tryIt = `
import os, sys, tempfile
with tempfile.NamedTemporaryFile(dir=sys.argv[1]) as file:
    os.setxattr(file.name, 'user.swift', b'x' * 2000)
`;

/** A folder for temporary ones whose file system keeps attributes beside files, as Swift needs; not each of a tmpfs does. */
export function attributeFolder(python: string): string {
  const asked = [tmpdir(), '/var/tmp', '/dev/shm'];
  const found = asked.find((folder) => spawnSync(python, ['-c', tryIt, folder]).status === 0);
  if (found === undefined)
    throw new S3StartError(`No file system of ${asked.join(', ')} keeps extended attributes.`);
  return found;
}
