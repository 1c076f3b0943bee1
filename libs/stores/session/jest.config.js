module.exports = { preset: '../../../jest.preset.js', displayName: 'session-store', rootDir: '.' };
