// SPDX-License-Identifier: Apache-2.0
//
// The whole of COM Automation: types, constants, interfaces and the functions of liblatebind.
#ifndef LATEBIND_AUTOMATION_H
#define LATEBIND_AUTOMATION_H

#include <latebind/basetyps.h>
#include <latebind/winerror.h>
#include <latebind/wtypes.h>
#include <latebind/unknwn.h>
#include <latebind/objidl.h>
#include <latebind/marshal.h>
#include <latebind/observer.h>
#include <latebind/oaidl.h>
#include <latebind/ocidl.h>
#include <latebind/dispex.h>
#include <latebind/objbase.h>
#include <latebind/oleauto.h>

#endif
