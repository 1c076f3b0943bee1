module.exports = { preset: '../../jest.preset.js', displayName: 'storage-e2e', rootDir: '.' };
