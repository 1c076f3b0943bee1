module.exports = { preset: '../../jest.preset.js', displayName: 'package', rootDir: '.' };
