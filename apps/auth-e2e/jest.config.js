module.exports = { preset: '../../jest.preset.js', displayName: 'auth-e2e', rootDir: '.' };
