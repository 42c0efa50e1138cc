// What systemd and a service say to each other: sockets that were opened for us, and how we are. The protocols are
// texts in the environment (sd_listen_fds(3), sd_notify(3)), so no library is needed. Without systemd nothing happens.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tanbu::serving {

struct HandedSocket {
  std::string name;  // FileDescriptorName= of the socket unit; empty when it gave none
  int descriptor = -1;
};

// `wanted_pid` is the process that the sockets were meant for. A text that does not fit together is no socket.
[[nodiscard]] std::vector<HandedSocket> handed_sockets(std::string_view pid, std::string_view count,
                                                       std::string_view names, long own_pid);
// Of this process's environment. The variables are taken away, so that no child believes that they are its own, and the
// descriptors are closed where a child begins another program.
[[nodiscard]] std::vector<HandedSocket> take_handed_sockets();
// Whether the descriptor is a stream socket that listens.
[[nodiscard]] bool is_listening(int descriptor);

// One message, for instance "READY=1"; false when nobody listens or it could not be sent, which is no fault of ours.
bool notify_service_manager(std::string_view message);
bool notify_socket(const std::string& path, std::string_view message);

}  // namespace tanbu::serving
