module.exports = { preset: '../../../jest.preset.js', displayName: 'presence-store', rootDir: '.' };
