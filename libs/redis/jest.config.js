module.exports = { preset: '../../jest.preset.js', displayName: 'redis', rootDir: '.' };
