internal import Foundation

/// Container runtimes that are run for real.
public enum Runtimes {
  /// Those of the programs that are not installed here.
  public static func missing(_ programs: [String]) -> [String] {
    programs.filter { program in
      !["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
      }
    }
  }

  /// What lets crun and podman run in mount namespaces of their own, where neither systemd nor a
  /// journal is: a shell script.
  ///
  /// - Parameter storage: a directory for podman's images and settings.
  public static func setUp(podmanStorage storage: String) -> String {
    """
    # crun takes a machine with cgroups of both versions for one of version 2.
    umount /sys/fs/cgroup/unified 2>/dev/null || true
    mkdir -p '\(storage)' /run/netns
    cat > '\(storage)/containers.conf' <<'SETTINGS'
    [containers]
    default_ulimits=["nofile=1024:1024","nproc=1024:1024"]
    log_driver="k8s-file"
    [engine]
    cgroup_manager="cgroupfs"
    events_logger="file"
    runtime="crun"
    SETTINGS
    cat > '\(storage)/storage.conf' <<'SETTINGS'
    [storage]
    driver="vfs"
    graphroot="\(storage)/root"
    runroot="\(storage)/run"
    SETTINGS
    export CONTAINERS_CONF='\(storage)/containers.conf' CONTAINERS_STORAGE_CONF='\(storage)/storage.conf'
    """
  }
}
