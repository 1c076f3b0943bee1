module.exports = { preset: '../../../jest.preset.js', displayName: 'directory-store', rootDir: '.' };
