module.exports = { preset: '../../../jest.preset.js', displayName: 'revocation-store', rootDir: '.' };
