module.exports = { preset: '../../jest.preset.js', displayName: 'start', rootDir: '.' };
