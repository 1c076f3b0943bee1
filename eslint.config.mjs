import nx from '@nx/eslint-plugin';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import boundaries from './tools/eslint/boundaries.mjs';
import house from './tools/eslint/house.mjs';

const specs = [
  '**/*.spec.ts',
  '**/*.contract.ts',
  'libs/testing/**/*.ts',
  'apps/*-e2e/**/*.ts',
  'tools/**/*.ts',
];

export default [
  {
    ignores: [
      '**/dist',
      '**/dist.new', // A build that goes on beside the linter comes and goes there.
      '**/coverage',
      'libs/*/types',
      'libs/stores/*/types',
      '**/*.js',
      '**/*.cjs',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx, 'import-x': importX, house },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })],
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 30, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'house/file-name': 'error',
      // Their record is PostgreSQL's alone.
      'house/declared-store-access': [
        'error',
        { redisFree: ['IdempotencyStore', 'LockoutStore', 'AllowanceStore'] },
      ],
      '@nx/enforce-module-boundaries': ['error', boundaries.source],
      'no-restricted-imports': ['error', boundaries.ioredisOnlyInRedis],
      'no-restricted-syntax': ['error', boundaries.ioredisLoadedInRedisOnly],
    },
  },
  {
    files: specs,
    rules: {
      'max-lines-per-function': 'off',
      'house/declared-store-access': 'off',
      '@nx/enforce-module-boundaries': ['error', boundaries.specs],
    },
  },
  { files: ['tools/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['libs/redis/src/**/*.ts', 'libs/testing/**/*.ts'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-syntax': 'off' },
  },
];
