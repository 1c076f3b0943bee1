module.exports = { preset: '../../../jest.preset.js', displayName: 'lockout-store', rootDir: '.' };
