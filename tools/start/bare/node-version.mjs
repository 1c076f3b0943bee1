/** The oldest Node that can require() the ES modules NestJS is made of without a flag. */
const oldest = [20, 19];

/** One sentence when this Node is too old to run SecureConnect, else undefined. */
export function complaintAboutNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;
  return `SecureConnect needs Node ${oldest.join('.')} or newer, and this is Node ${version}: install a newer Node and run the same command again.`;
}
