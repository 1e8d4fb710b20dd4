using System.Runtime.InteropServices;

namespace Feedlog.Format.Storage;

/// <summary>Flags of open(2) on Linux; two of them differ between processors.</summary>
internal static class LinuxOpenFlags
{
    /// <summary>Read only.</summary>
    public const int ReadOnly = 0;

    /// <summary>Read and write.</summary>
    public const int ReadWrite = 2;

    /// <summary>Create if missing.</summary>
    public const int Create = 0x40;

    /// <summary>With <see cref="Create"/>: fail if it exists.</summary>
    public const int Exclusive = 0x80;

    /// <summary>Do not wait for the other end of a pipe.</summary>
    public const int NonBlocking = 0x800;

    /// <summary>Close in child processes.</summary>
    public const int CloseOnExec = 0x80000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Fail unless it is a folder.</summary>
    public static int Folder => IsArm ? 0x4000 : 0x10000;

    /// <summary>Fail if it is a symbolic link.</summary>
    public static int NoFollow => IsArm ? 0x8000 : 0x20000;
}
