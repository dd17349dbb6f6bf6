// SPDX-License-Identifier: Apache-2.0

/// DISPIDs that mean the same in every object: oaidl.h (-8…0) and the stock members of controls in olectl.h.
enum StandardDispatchID {
    /// The documented constant, or nil.
    static func name(of dispatchID: Int32) -> String? { names[dispatchID].map { "DISPID_" + $0 } }

    private static let names: [Int32: String] = [
        0: "VALUE", -1: "UNKNOWN", -3: "PROPERTYPUT", -4: "NEWENUM", -5: "EVALUATE", -6: "CONSTRUCTOR",
        -7: "DESTRUCTOR",
        -8: "COLLECT",
        -500: "AUTOSIZE", -501: "BACKCOLOR", -502: "BACKSTYLE", -503: "BORDERCOLOR", -504: "BORDERSTYLE",
        -505: "BORDERWIDTH", -507: "DRAWMODE", -508: "DRAWSTYLE", -509: "DRAWWIDTH", -510: "FILLCOLOR",
        -511: "FILLSTYLE",
        -512: "FONT", -513: "FORECOLOR", -514: "ENABLED", -515: "HWND", -516: "TABSTOP", -517: "TEXT", -518: "CAPTION",
        -519: "BORDERVISIBLE", -520: "APPEARANCE", -521: "MOUSEPOINTER", -522: "MOUSEICON", -523: "PICTURE",
        -524: "VALID",
        -525: "READYSTATE",
        -550: "REFRESH", -551: "DOCLICK", -552: "ABOUTBOX",
        -600: "CLICK", -601: "DBLCLICK", -602: "KEYDOWN", -603: "KEYPRESS", -604: "KEYUP", -605: "MOUSEDOWN",
        -606: "MOUSEMOVE", -607: "MOUSEUP", -608: "ERROREVENT", -609: "READYSTATECHANGE",
    ]
}
