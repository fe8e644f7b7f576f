// Opens the two kinds of sockets that Node cannot and hands them on to a program as inherited descriptors: one that speaks to
// netfilter, and one that sends whole packets to this host. Perl can, and is on every system that hosts are made of.

import { socketVariables } from './agent/protocol.ts';

/** AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER; buffers of 8 MB, without errors for what overflows them. */
const opener = `
use Socket;
use Fcntl;
socket(my $netlink, 16, SOCK_RAW, 12) or die "no netlink socket: $!";
setsockopt($netlink, SOL_SOCKET, 33, pack("i", 8 << 20)) or setsockopt($netlink, SOL_SOCKET, SO_RCVBUF, pack("i", 8 << 20));
bind($netlink, pack("SSLL", 16, 0, 0, 0)) or die "no netlink address: $!";
setsockopt($netlink, 270, 5, pack("i", 1));
socket(my $raw, PF_INET, SOCK_RAW, 255) or die "no raw socket: $!";
connect($raw, pack_sockaddr_in(0, inet_aton(shift @ARGV))) or die "no raw address: $!";
for ($netlink, $raw) { fcntl($_, F_SETFD, 0) or die "not inherited: $!"; }
$ENV{${socketVariables.netlink}} = fileno($netlink);
$ENV{${socketVariables.raw}} = fileno($raw);
exec { $ARGV[0] } @ARGV or die "not started: $!";
`;

/** The command that runs `command` with the sockets open, for a host with this address. */
export function withPacketSockets(address: string, command: readonly string[]): readonly string[] {
  return ['perl', '-e', opener, address, ...command];
}
