module.exports = { preset: '../../jest.preset.js', id: 'secureconnect', displayName: 'chaos', rootDir: '.' };
