module.exports = { preset: '../../../jest.preset.js', displayName: 'rate-limit-store', rootDir: '.' };
