module.exports = { preset: '../../jest.preset.js', displayName: 'realtime', rootDir: '.' };
