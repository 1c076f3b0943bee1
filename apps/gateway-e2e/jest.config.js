module.exports = { preset: '../../jest.preset.js', displayName: 'gateway-e2e', rootDir: '.' };
