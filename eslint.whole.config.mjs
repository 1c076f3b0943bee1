// The rules of eslint.config.mjs for a run over the whole workspace: one program of all files instead of one for each
// project, which types every library anew for each that stands on it.
import config from './eslint.config.mjs';

const parserOptions = {
  projectService: false,
  project: './tsconfig.all.json',
  tsconfigRootDir: import.meta.dirname,
};

// A page is a browser's, and has a program of its own.
const pages = ['web', 'operator'];
const ofPage = (page) => ({
  files: [`apps/${page}/**/*.ts`],
  languageOptions: { parserOptions: { ...parserOptions, project: `./apps/${page}/tsconfig.json` } },
});

export default [...config, { files: ['**/*.ts'], languageOptions: { parserOptions } }, ...pages.map(ofPage)];
