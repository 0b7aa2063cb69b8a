using System.Diagnostics.CodeAnalysis;
using System.Text;
using EnerDatX.Core.Metering;

namespace EnerDatX.Laboratory.Homes.Profiles;

/// <summary>
/// What homes follow instead of the model. A load profile (<see cref="LoadProfileCsv"/>) is scaled to each home's annual consumption, and
/// panels are subtracted as in the model. A file from a meter (P1 telegrams, OEHU) makes all homes alike: what it imported and exported,
/// panels included, day after day.
/// </summary>
public sealed class ProfileFile
{
    private readonly LoadProfile? _profile;
    private readonly Recording? _recording;

    private ProfileFile(LoadProfile? profile, Recording? recording)
    {
        _profile = profile;
        _recording = recording;
    }

    /// <summary>Reads a file of either kind; JSON and telegrams are known by their first character.</summary>
    /// <param name="path">A refusal begins with it, and names the line where there is one.</param>
    public static bool TryLoad(string path, [NotNullWhen(true)] out ProfileFile? profile, [NotNullWhen(false)] out string? refusal)
    {
        profile = null;
        var file = new FileInfo(path);
        refusal = !file.Exists ? $"{path}: there is no such file"
            : file.Length > MeterFile.MaxLength ? $"{path}: {file.Length} bytes; at most {MeterFile.MaxLength} are read"
            : null;
        return refusal is null && TryRead(path, File.ReadAllBytes(path), out profile, out refusal);
    }

    /// <param name="name">A refusal begins with it, and names the line where there is one.</param>
    public static bool TryRead(
        string name, byte[] bytes, [NotNullWhen(true)] out ProfileFile? profile, [NotNullWhen(false)] out string? refusal)
    {
        LoadProfile? slots = null;
        Recording? recording = null;
        var isRead = IsFromMeter(bytes)
            ? Recording.TryRead(name, bytes, out recording, out refusal)
            : TryReadCsv(name, bytes, out slots, out refusal);
        profile = isRead ? new ProfileFile(slots, recording) : null;
        return profile is not null;
    }

    internal IDayCourse CourseOf(HomePlan plan, Sky sky) => _recording ?? (IDayCourse)new ProfileCourse(_profile!, plan, sky);

    private static bool IsFromMeter(byte[] bytes)
    {
        var text = bytes.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        text = text.TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[' or (byte)'/';
    }

    private static bool TryReadCsv(string name, byte[] bytes, out LoadProfile? profile, [NotNullWhen(false)] out string? refusal)
    {
        profile = null;
        refusal = $"{name}: {bytes.Length} bytes; a load profile has at most {LoadProfileCsv.MaxLength}";
        return bytes.Length <= LoadProfileCsv.MaxLength
            && LoadProfileCsv.TryRead(name, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), out profile, out refusal);
    }
}
