import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptStorm, keepStorm } from '../history/kept-storm';
import { StormError } from '../storm/storm.error';
import { reportPage } from './report-page';
import { reportText } from './report-text';

/** Writes storm.html, storm.txt and history.jsonl into the folder; gives the text. */
export async function writeReport(kept: KeptStorm, folder: string): Promise<string> {
  const text = reportText(kept);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'storm.html'), reportPage(kept));
    writeFileSync(join(folder, 'storm.txt'), `${text}\n`);
    await keepStorm(kept, join(folder, 'history.jsonl'));
  } catch (cause) {
    throw new StormError(`The report could not be written to ${folder}: ${(cause as Error).message}.`, {
      cause,
    });
  }
  return text;
}
