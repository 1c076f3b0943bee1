import { generateFiles, staleFiles, writeFiles } from './generated-files';

/** `write` renews the files made from the code; `check` fails when one of them is out of date. */
async function main(verb: string | undefined): Promise<number> {
  const files = await generateFiles();
  if (verb === 'write') {
    await writeFiles(files);
    console.log(`written: ${files.map(({ path }) => path).join(', ')}`);
    return 0;
  }
  const stale = await staleFiles(files);
  if (stale.length === 0) {
    console.log(`up to date: ${files.map(({ path }) => path).join(', ')}`);
    return 0;
  }
  console.error(`Out of date: ${stale.join(', ')}. Run npm run docs and commit what it writes.`);
  return 1;
}

main(process.argv[2]).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
